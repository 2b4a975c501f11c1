-- description: Departments that hired more people in a year (by UTC) than the mean over all departments,
--   those that hired nobody included. Hires of unknown departments do not count.
-- order: year, hired desc, id

WITH
  -- Keys are not enforced: an id that is there twice is one department.
  department_names AS (
    SELECT id, MIN(department) AS department FROM ${dataset}.departments GROUP BY id
  ),
  hires AS (
    SELECT EXTRACT(YEAR FROM e.datetime AT TIME ZONE 'UTC') AS year, d.id, d.department
    FROM ${dataset}.hired_employees AS e
    INNER JOIN department_names AS d ON d.id = e.department_id
  ),
  hires_by_department AS (
    SELECT year, id, department, COUNT(*) AS hired FROM hires GROUP BY year, id, department
  ),
  hires_by_year AS (
    SELECT year, COUNT(*) AS hired FROM hires GROUP BY year
  ),
  department_count AS (
    SELECT COUNT(*) AS departments FROM department_names
  )
SELECT h.year, h.id, h.department, h.hired
FROM hires_by_department AS h
INNER JOIN hires_by_year AS y ON y.year = h.year
CROSS JOIN department_count AS c
-- hired > mean, without the division that would round.
WHERE h.hired * c.departments > y.hired
