-- KEYS: any; ARGV: ms; reply: 1, after that time
-- TIME stands still within a script from Redis 7.2 on; os.clock is missing before.
local clock = rawget(_G, 'os')
local function now()
  if clock then
    return clock.clock() * 1000000
  end
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end
local until_then = now() + ARGV[1] * 1000
while now() < until_then do
end
return 1
