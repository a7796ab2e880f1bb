-- Whole days from the rollup; the two ends from the events: what happened there by the time of the event, what visits
-- began there by the time of their beginning.
select
    sum(visitors)  as visitors,
    sum(visits)    as visits,
    sum(pageviews) as pageviews,
    sum(bounces)   as bounces,
    sum(duration)  as duration
from
(
    select
        toInt64(uniqExactMerge(events_daily.visitors)) as visitors,
        toInt64(sum(events_daily.visits))              as visits,
        toInt64(sum(events_daily.pageviews))           as pageviews,
        toInt64(sum(events_daily.bounces))             as bounces,
        toInt64(sum(events_daily.duration))            as duration
    from events_daily
    where site_id = {site:UInt32}
      and day >= toDate({first:DateTime('UTC')}) and day < toDate({end:DateTime('UTC')})
      and {first:DateTime('UTC')} < {end:DateTime('UTC')}
    group by day

    union all

    select toInt64(uniqExact(visitor_id)), 0, toInt64(countIf(name = 'pageview')), 0, 0
    from events
    where site_id = {site:UInt32}
      and ((time >= {from:DateTime('UTC')} and time < least({first:DateTime('UTC')}, {to:DateTime('UTC')}))
        or (time >= {end:DateTime('UTC')} and time < {to:DateTime('UTC')}))

    union all

    select 0, toInt64(sum(events.visits)), 0, toInt64(sum(events.bounces)), toInt64(sum(events.duration))
    from events
    where site_id = {site:UInt32} and time >= {from:DateTime('UTC')}
      and ((visit_start >= {from:DateTime('UTC')} and visit_start < least({first:DateTime('UTC')}, {to:DateTime('UTC')}))
        or (visit_start >= {end:DateTime('UTC')} and visit_start < {to:DateTime('UTC')}))
)
