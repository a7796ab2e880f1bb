-- One row an event. What is said of a visit stands on each of its rows; what an event changes in its visit
-- (visits, bounces, duration) stands on the event that changes it, so that sums over a visit's rows describe the visit.
create table if not exists events
(
    site_id      UInt32,
    time         DateTime('UTC') codec (Delta, ZSTD),
    name         LowCardinality(String),
    visitor_id   UInt64 codec (ZSTD),
    visit_id     UInt64 codec (ZSTD),
    visit_start  DateTime('UTC') codec (Delta, ZSTD),
    visits       Int8 codec (ZSTD),
    bounces      Int8 codec (ZSTD),
    duration     UInt32 codec (ZSTD),
    hostname     LowCardinality(String),
    path         String codec (ZSTD),
    props        Map(LowCardinality(String), String) codec (ZSTD),
    entry_page   String codec (ZSTD),
    referrer     String codec (ZSTD),
    source       LowCardinality(String),
    utm_source   LowCardinality(String),
    utm_medium   LowCardinality(String),
    utm_campaign LowCardinality(String),
    utm_content  LowCardinality(String),
    utm_term     LowCardinality(String),
    country      LowCardinality(String),
    browser      LowCardinality(String),
    system       LowCardinality(String),
    device       LowCardinality(String)
)
engine = MergeTree
partition by toYYYYMM(time)
order by (site_id, toDate(time), visitor_id, time)
ttl time + interval 120 month
settings non_replicated_deduplication_window = 10000;

-- Plain sums a site and UTC day, and the day's distinct visitors. Ids change every UTC day, so days add up.
create table if not exists events_daily
(
    site_id   UInt32,
    day       Date,
    visitors  AggregateFunction(uniqExact, UInt64),
    pageviews SimpleAggregateFunction(sum, UInt64),
    events    SimpleAggregateFunction(sum, UInt64),
    visits    SimpleAggregateFunction(sum, Int64),
    bounces   SimpleAggregateFunction(sum, Int64),
    duration  SimpleAggregateFunction(sum, UInt64)
)
engine = AggregatingMergeTree
partition by toYYYYMM(day)
order by (site_id, day)
ttl day + interval 120 month
settings non_replicated_deduplication_window = 10000;

create materialized view if not exists events_daily_by_event to events_daily as
select
    site_id,
    toDate(time) as day,
    uniqExactState(visitor_id) as visitors,
    countIf(name = 'pageview') as pageviews,
    count() as events
from events
group by site_id, day;

-- A visit belongs to the day on which it began, also the part of it that falls after midnight.
create materialized view if not exists events_daily_by_visit to events_daily as
select
    site_id,
    toDate(visit_start) as day,
    sum(toInt64(events.visits)) as visits,
    sum(toInt64(events.bounces)) as bounces,
    sum(toUInt64(events.duration)) as duration
from events
group by site_id, day;
