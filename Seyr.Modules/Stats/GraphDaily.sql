-- The same for a site whose days are UTC's. A month's visitors are the sum of its days': ids change with the day.
select bucket, sum(day_visitors) as visitors, sum(day_pageviews) as pageviews
from
(
    select
        if({interval:String} = 'month', toInt64(toStartOfMonth(day)), toInt64(day)) as bucket,
        toInt64(uniqExactMerge(events_daily.visitors)) as day_visitors,
        toInt64(sum(events_daily.pageviews)) as day_pageviews
    from events_daily
    where site_id = {site:UInt32} and day >= toDate({from:DateTime('UTC')}) and {zone:String} != ''
    group by day
)
group by bucket
