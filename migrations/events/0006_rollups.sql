-- A closed day of a site's own clock as plain integers, by each of its dimensions: what the job in Stats makes of the
-- events, once. A key is the values of the dimension's columns, with tabs between them. Ids change every UTC day, and a day
-- of another clock lies in two of them: whoever was seen on both sides of its midnight under one id stands in "carried"
-- too, so that any run of days adds up exactly.
create table if not exists rollups
(
    site_id   UInt32 codec (ZSTD),
    dimension LowCardinality(String),
    key       String codec (ZSTD),
    day       Date codec (Delta, ZSTD),
    rolled    UInt64 codec (Delta, ZSTD),
    visitors  UInt32 codec (T64, ZSTD),
    carried   UInt32 codec (T64, ZSTD),
    pageviews UInt32 codec (T64, ZSTD),
    events    UInt32 codec (T64, ZSTD),
    visits    Int32 codec (T64, ZSTD),
    entries   Int32 codec (T64, ZSTD),
    bounces   Int32 codec (T64, ZSTD),
    duration  UInt64 codec (T64, ZSTD),
    exits     Int32 codec (T64, ZSTD),
    engaged   UInt32 codec (T64, ZSTD),
    engagement UInt64 codec (T64, ZSTD),
    scrolled  UInt32 codec (T64, ZSTD),
    scroll    UInt64 codec (T64, ZSTD)
)
engine = SummingMergeTree
partition by toYYYYMM(day)
order by (site_id, dimension, key, day, rolled)
ttl day + interval 120 month
settings index_granularity = 2048;

-- Which days have been rolled up, when, and on which clock. A day counts as rolled up by its newest row here, and only
-- while nothing of it was touched since. "rolled" is when, in milliseconds, and three figures of the day: each time that a
-- day is rolled up, its rows have a name that no other rows of the site have.
create table if not exists rolled_days
(
    site_id UInt32,
    day     Date,
    zone    LowCardinality(String),
    rolled  UInt64
)
engine = ReplacingMergeTree(rolled)
order by (site_id, day);

-- When the events of a quarter of an hour were last added to, also those of visits that began in it.
create table if not exists event_touches
(
    site_id UInt32,
    slot    DateTime('UTC') codec (Delta, ZSTD),
    touched SimpleAggregateFunction(max, DateTime64(3, 'UTC')) codec (Delta, ZSTD)
)
engine = AggregatingMergeTree
order by (site_id, slot)
ttl toDateTime(touched, 'UTC') + interval 60 day
settings non_replicated_deduplication_window = 10000;

create materialized view if not exists event_touches_by_event to event_touches as
select
    site_id,
    arrayJoin(arrayDistinct([toStartOfFifteenMinutes(time), toStartOfFifteenMinutes(visit_start)])) as slot,
    max(now64(3, 'UTC')) as touched
from events
group by site_id, slot;

-- Visitors a day come from the rollups; sets of them, kept here, would be loaded into each merge. Their column stays, empty: the
-- statements before this one can be run again.
alter table events_daily_by_event modify query
select
    site_id,
    toDate(time) as day,
    countIf(name = 'pageview') as pageviews,
    countIf(name != 'engagement') as events
from events
group by site_id, day;
