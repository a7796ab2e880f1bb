-- A month's numbers by one set of dimensions, from its days: nobody who was there on two of them under one id counts twice.
insert into rollups (site_id, rolled, dimension, key, day, visitors, carried, /*measures*/)
select
    {site:UInt32}, toUInt64({rolled:Int64}) * 1000 + {month:Int64} % 1000, concat(p.dimension, '/month'), p.key, toDate(toUInt16({month:Int64})),
    sum(p.visitors) - sumIf(p.carried, p.bucket > {month:Int64}), sumIf(p.carried, p.bucket = {month:Int64}), /*sums*/
from (/*parts*/) as p
group by p.dimension, p.key
