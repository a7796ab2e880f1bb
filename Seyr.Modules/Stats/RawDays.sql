-- How many events each UTC day of a range has.
select toInt64(toDate(time)) as day, toInt64(count()) as events
from events
where site_id = {site:UInt32}
  and toDate(time) >= toDate({from:DateTime('UTC')}) and toDate(time) <= toDate({to:DateTime('UTC')})
  and time >= {from:DateTime('UTC')} and time < {to:DateTime('UTC')}
group by day
order by day
