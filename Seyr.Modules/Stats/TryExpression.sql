-- Fails when it is no expression, or is too large for the store.
select toInt64(match('', {expression:String}) + match('', {folded:String})) as matches
