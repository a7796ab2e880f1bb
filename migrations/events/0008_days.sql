-- An engine that alters a view's query calls the view by its uuid in the tokens of what it inserts, and by its name after its next
-- start: a batch that is sent again across that start would be added to the days once more. So the view is made anew, which has
-- its name from the beginning. What visits say of the day on which they began is not asked of the days: its view goes.
drop view if exists events_daily_by_event;
drop view if exists events_daily_by_visit;
create materialized view if not exists events_daily_by_event to events_daily as
select
    site_id,
    toDate(time) as day,
    countIf(name = 'pageview') as pageviews,
    countIf(name != 'engagement') as events
from events
group by site_id, day;
