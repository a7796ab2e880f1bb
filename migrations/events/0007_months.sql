-- Which months have been rolled up from their days, when, and on which clock. A month's rows are in "rollups" too, under the
-- names of the dimensions with "/month" behind them, at its first day; they count as those of rolled_days do, and only while
-- no day of the month was rolled up later.
create table if not exists rolled_months
(
    site_id UInt32,
    month   Date,
    zone    LowCardinality(String),
    rolled  UInt64
)
engine = ReplacingMergeTree(rolled)
order by (site_id, month);
