-- description: The departments that hired more employees in a year than the mean over all departments, those without hires included. Years by UTC.
-- order: year, hired DESC, id
WITH known_departments AS (
  SELECT id, MIN(department) AS department FROM ${dataset}.departments GROUP BY id
),
hires AS (
  SELECT
    EXTRACT(YEAR FROM hired.datetime AT TIME ZONE 'UTC') AS year,
    known_departments.id AS id,
    known_departments.department AS department,
    COUNT(*) AS hired
  FROM ${dataset}.hired_employees AS hired
  JOIN known_departments ON known_departments.id = hired.department_id
  GROUP BY 1, 2, 3
),
totals AS (
  SELECT year, SUM(hired) AS hired FROM hires GROUP BY year
)
SELECT hires.year AS year, hires.id AS id, hires.department AS department, hires.hired AS hired
FROM hires
JOIN totals ON totals.year = hires.year
WHERE hires.hired * (SELECT COUNT(*) FROM known_departments) > totals.hired
