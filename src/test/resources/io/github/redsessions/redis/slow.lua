-- KEYS: any; ARGV: ms; reply: 1, after that time
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end
local until_then = now() + ARGV[1] * 1000
while now() < until_then do
end
return 1
