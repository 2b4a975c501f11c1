"""Inserts rows of every type, backs them up, and reads the backup's files with fastavro."""

import base64
import datetime
import decimal
import json
import pathlib
import sys
import urllib.request

import fastavro

UTC = datetime.timezone.utc
ROWS = [
    {
        "id": 1,
        "whole": 9223372036854775807,
        "float": 1.7976931348623157e308,
        "numeric": "99999999999999999999999999999.999999999",
        "bignumeric": "-578960446186580977117854925043439539266.34992332820282019728792003956564819968",
        "truth": True,
        "text": "žluťoučký 🐎, \"quoted\"\nand more",
        "bytes": base64.b64encode(bytes(range(256))).decode(),
        "day": "9999-12-31",
        "time": "23:59:59.999999",
        "datetime": "9999-12-31T23:59:59.999999",
        "instant": "9999-12-31T23:59:59.999999Z",
        "json": {"a": [1, None, "x"]},
        "place": "POINT(1 2)",
        "tags": ["one", "", "three"],
        "numbers": ["0.000000001", "-1"],
        "owner": {"name": "Ada", "since": "0001-01-01"},
        "visits": [
            {"at": "0001-01-01T00:00:00Z", "pages": [1, 2]},
            {"at": "1970-01-01T00:00:00.000001Z", "pages": []},
        ],
    },
    {
        "id": 2,
        "whole": -9223372036854775808,
        "float": -5e-324,
        "numeric": "-99999999999999999999999999999.999999999",
        "bignumeric": "0.00000000000000000000000000000000000001",
        "truth": False,
        "text": "",
        "bytes": "",
        "day": "0001-01-01",
        "time": "00:00:00",
        "datetime": "0001-01-01T00:00:00",
        "instant": "0001-01-01T00:00:00Z",
        "json": "[]",
        "place": "POLYGON((0 0,1 0,1 1,0 0))",
        "tags": [],
        "numbers": [],
        "owner": None,
        "visits": [],
    },
    {"id": 3},
]


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def expected(row):
    """A row as an Avro reader has to give it."""
    def of(name, read):
        value = row.get(name)
        return None if value is None else read(value)

    return {
        "id": row["id"],
        "whole": of("whole", int),
        "float": of("float", float),
        "numeric": of("numeric", decimal.Decimal),
        "bignumeric": of("bignumeric", decimal.Decimal),
        "truth": of("truth", bool),
        "text": of("text", str),
        "bytes": of("bytes", base64.b64decode),
        "day": of("day", datetime.date.fromisoformat),
        "time": of("time", datetime.time.fromisoformat),
        "datetime": of("datetime", str),
        "instant": of("instant", instant),
        "json": of("json", lambda value: json.loads(value) if isinstance(value, str) else value),
        "place": of("place", lambda value: value.replace(" ", "")),
        "tags": row.get("tags", []),
        "numbers": [decimal.Decimal(number) for number in row.get("numbers", [])],
        "owner": of("owner", lambda o: {"name": o["name"], "since": datetime.date.fromisoformat(o["since"])}),
        "visits": [{"at": instant(v["at"]), "pages": v["pages"]} for v in row.get("visits", [])],
    }


def found(row):
    """What was read, but for the white space that well-known text and JSON leave open."""
    row = dict(row)
    if row["json"] is not None:
        row["json"] = json.loads(row["json"])
    if row["place"] is not None:
        row["place"] = row["place"].replace(" ", "")
    return row


def call(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", "Prefer": "wait=60"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def main(server, backups):
    decimal.getcontext().prec = 90
    inserted = call(server + "/v1/tables/every_type/rows", {"rows": ROWS})
    if inserted["status"] != "succeeded" or inserted["result"]["rowsLoaded"] != len(ROWS):
        sys.exit(f"the rows were not inserted: {inserted}")
    job = call(server + "/v1/backups", {})
    if job["status"] != "succeeded":
        sys.exit(f"the backup failed: {job}")
    folder = pathlib.Path(backups) / job["result"]["backup"]
    manifest = json.loads((folder / "manifest.json").read_text())
    passed = failed = 0
    for table in manifest["tables"]:
        rows = []
        for file in table["files"]:
            with open(folder / file["path"], "rb") as stream:
                rows.extend(found(row) for row in fastavro.reader(stream))
        rows.sort(key=lambda row: row["id"])
        for row, wanted in zip(rows, map(expected, ROWS)):
            for name, value in wanted.items():
                if row[name] == value and type(row[name]) is type(value):
                    passed += 1
                else:
                    failed += 1
                    print(f"FAILED row {row['id']}, {name}: {row[name]!r} instead of {value!r}")
        if len(rows) != len(ROWS) or len(rows) != table["rows"]:
            failed += 1
            print(f"FAILED {len(rows)} rows were read, {len(ROWS)} inserted, {table['rows']} are in the manifest")
    print(f"{passed} passed, {failed} failed")
    sys.exit(0 if failed == 0 and passed > 0 else 1)


main(*sys.argv[1:])
