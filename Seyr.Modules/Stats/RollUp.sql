-- The numbers of some days, by everything that the rollups tell them apart by, under the name of their rows.
insert into rollups (site_id, rolled, dimension, key, day, visitors, carried, /*measures*/)
select {site:UInt32}, toUInt64({rolled:Int64}) * 1000 + p.bucket % 1000, p.dimension, p.key, toDate(toUInt16(p.bucket)), sum(p.visitors), sum(p.carried), /*sums*/
from (/*parts*/) as p
group by p.dimension, p.key, p.bucket
