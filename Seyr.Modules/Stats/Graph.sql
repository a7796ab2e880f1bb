-- Buckets on the site's own clock: hours by the second at which they begin, days and months by the number of their date.
select
    multiIf(
        {interval:String} = 'hour', toInt64(toUnixTimestamp(toStartOfHour(time, {zone:String}))),
        {interval:String} = 'day', toInt64(toDate(time, {zone:String})),
        toInt64(toStartOfMonth(toDate(time, {zone:String})))
    ) as bucket,
    toInt64(uniqExact(visitor_id)) as visitors,
    toInt64(countIf(name = 'pageview')) as pageviews
from events
where site_id = {site:UInt32} and time >= {from:DateTime('UTC')}
group by bucket
