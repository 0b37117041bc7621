-- KEYS: record of format 1; ARGV: ttl ms, secret hash, write id, now, expected version or '', new secret hash or '', n, n fields to delete, field, value, ...; reply: version, 0 if gone, -1 on conflict
local record = redis.call('HMGET', KEYS[1], 'h', 'v', 'w', 'a')
local version = tonumber(record[2] or 0)
local writes = record[3] or ''
local id = ARGV[3]
-- The last four write ids, eight characters each, newest first: a write that is sent twice is recognised.
local seen = id ~= '' and string.find(writes, id, 1, true)
if seen then
  -- Written, so that WAIT waits for the first attempt too.
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  return version - (seen - 1) / 8
end
if record[1] ~= ARGV[2] then
  return 0
end
if ARGV[5] ~= '' and record[2] ~= ARGV[5] then
  return -1
end
local set = {}
if id ~= '' then
  version = version + 1
  set = {'v', version, 'w', id .. string.sub(writes, 1, 24)}
end
-- Clocks of two servers differ: the last access never goes back.
if tonumber(ARGV[4]) > tonumber(record[4] or 0) then
  set[#set + 1] = 'a'
  set[#set + 1] = ARGV[4]
end
if ARGV[6] ~= '' then
  set[#set + 1] = 'h'
  set[#set + 1] = ARGV[6]
  set[#set + 1] = 'o'
  set[#set + 1] = record[1]
  set[#set + 1] = 'r'
  set[#set + 1] = ARGV[4]
end
local deletions = tonumber(ARGV[7])
for i = 8 + deletions, #ARGV do
  set[#set + 1] = ARGV[i]
end
-- HSET first: it is what a full Redis refuses, and then nothing has been written yet.
-- In portions, since Lua can't unpack more than some thousand values.
for i = 1, #set, 1000 do
  redis.call('HSET', KEYS[1], unpack(set, i, math.min(i + 999, #set)))
end
for i = 8, 7 + deletions, 1000 do
  redis.call('HDEL', KEYS[1], unpack(ARGV, i, math.min(i + 999, 7 + deletions)))
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return version
