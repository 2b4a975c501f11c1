-- description: How many employees were hired in each quarter of a year, by department and job. Years and quarters by UTC.
-- order: year, department, job
WITH known_departments AS (
  SELECT id, MIN(department) AS department FROM ${dataset}.departments GROUP BY id
),
known_jobs AS (
  SELECT id, MIN(job) AS job FROM ${dataset}.jobs GROUP BY id
),
hires AS (
  SELECT
    EXTRACT(YEAR FROM hired.datetime AT TIME ZONE 'UTC') AS year,
    EXTRACT(QUARTER FROM hired.datetime AT TIME ZONE 'UTC') AS quarter,
    COALESCE(known_departments.department, '(unknown)') AS department,
    COALESCE(known_jobs.job, '(unknown)') AS job
  FROM ${dataset}.hired_employees AS hired
  LEFT JOIN known_departments ON known_departments.id = hired.department_id
  LEFT JOIN known_jobs ON known_jobs.id = hired.job_id
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
