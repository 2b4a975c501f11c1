-- description: People hired in each quarter of a year (by UTC), by department and job.
-- order: year, department, job

WITH
  -- Keys are not enforced: an id that is there twice must not count a hire twice.
  department_names AS (
    SELECT id, MIN(department) AS department FROM ${dataset}.departments GROUP BY id
  ),
  job_names AS (
    SELECT id, MIN(job) AS job FROM ${dataset}.jobs GROUP BY id
  ),
  hires AS (
    SELECT
      EXTRACT(YEAR FROM e.datetime AT TIME ZONE 'UTC') AS year,
      EXTRACT(QUARTER FROM e.datetime AT TIME ZONE 'UTC') AS quarter,
      COALESCE(d.department, '(unknown)') AS department,
      COALESCE(j.job, '(unknown)') AS job
    FROM ${dataset}.hired_employees AS e
    LEFT JOIN department_names AS d ON d.id = e.department_id
    LEFT JOIN job_names AS j ON j.id = e.job_id
  )
SELECT
  year,
  department,
  job,
  COUNT(CASE WHEN quarter = 1 THEN 1 END) AS q1,
  COUNT(CASE WHEN quarter = 2 THEN 1 END) AS q2,
  COUNT(CASE WHEN quarter = 3 THEN 1 END) AS q3,
  COUNT(CASE WHEN quarter = 4 THEN 1 END) AS q4
FROM hires
GROUP BY year, department, job
