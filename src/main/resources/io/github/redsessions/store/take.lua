-- KEYS: budget; ARGV: microseconds in which one attempt comes back; reply: 0 if one was taken, > 0 ms to wait
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local minute = 60000000
-- When all of a minute's attempts will be there again.
local full = math.max(now, tonumber(redis.call('HGET', KEYS[1], 't') or 0))
if full > now + minute then
  -- The clock went back. Nobody waits for longer than for a budget that was just used up.
  full = now + minute
  redis.call('HSET', KEYS[1], 't', full)
end
local wait = full + ARGV[1] - now - minute
if wait > 0 then
  return math.ceil(wait / 1000)
end
-- Sent twice, it takes two, of which one is lost for a moment.
redis.call('HSET', KEYS[1], 't', full + ARGV[1])
redis.call('PEXPIRE', KEYS[1], 60000)
return 0
