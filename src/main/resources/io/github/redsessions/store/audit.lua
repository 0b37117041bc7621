-- KEYS: stream; ARGV: write id, event as JSON, max length, ttl ms; reply: 1, or 0 if the event is among the last 64
-- An event with our write id is our own first attempt, whose reply was lost.
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 64)) do
  if entry[2][2] == ARGV[1] then
    return 0
  end
end
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'id', ARGV[1], 'event', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
