-- Which of several sites have ever had an event.
select distinct toInt64(site_id) as site
from events_daily
where site_id in (/*sites*/) and events > 0
