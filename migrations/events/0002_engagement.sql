-- How long a page was seen (ms) and how far it was scrolled (percent; 255: not told) stand on events named engagement.
-- They are of a visit, and no events that somebody counts.
alter table events
    add column if not exists engagement UInt32 codec (ZSTD) after duration,
    add column if not exists scroll UInt8 default 255 codec (ZSTD) after engagement;

alter table events_daily_by_event modify query
select
    site_id,
    toDate(time) as day,
    uniqExactState(visitor_id) as visitors,
    countIf(name = 'pageview') as pageviews,
    countIf(name != 'engagement') as events
from events
group by site_id, day;
