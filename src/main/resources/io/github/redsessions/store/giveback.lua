-- KEYS: budget; ARGV: microseconds in which one attempt comes back, attempt id; reply: 1 if it was given back, 0 if nothing was missing
local budget = redis.call('HMGET', KEYS[1], 't', 'w')
if not budget[1] then
  return 0
end
-- The last 16 that were given back, four characters each: one that is sent twice is recognised.
local attempts = budget[2] or ''
for i = 1, #attempts, 4 do
  if string.sub(attempts, i, i + 3) == ARGV[2] then
    return 1
  end
end
redis.call('HSET', KEYS[1], 't', budget[1] - ARGV[1], 'w', ARGV[2] .. string.sub(attempts, 1, 60))
return 1
