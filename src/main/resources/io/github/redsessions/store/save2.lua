-- KEYS: record of format 2; ARGV: ttl ms, secret hash, write id or '' for a touch, now, expected version or '', new secret hash or '', deadline or '', last proof of credentials or '', last check or '', n, n fields to delete, field, value, ...; every time in ms after the creation; reply: version, 0 if gone, -1 on conflict
local record = redis.call('HMGET', KEYS[1], 'h', 'w', 'm')
local writes = record[2] or ''
local version, fixed, last, rest = string.match(record[3] or '', '^2 (%d+) (%d+ %d+) (%S+) (%S+ %S+ %S+.*)$')
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
if ARGV[5] ~= '' and version ~= ARGV[5] then
  return -1
end
local set = {}
if id ~= '' then
  version = version + 1
  set = {'w', id .. string.sub(writes, 1, 24)}
end
if ARGV[6] ~= '' then
  set[#set + 1] = 'h'
  set[#set + 1] = ARGV[6]
  set[#set + 1] = 'o'
  set[#set + 1] = record[1] .. ' ' .. ARGV[4]
end
-- Clocks of two servers differ: the last access never goes back.
if tonumber(ARGV[4]) > tonumber(last) then
  last = ARGV[4]
end
if ARGV[7] ~= '' or ARGV[9] ~= '' then
  local i = 6
  rest = string.gsub(rest, '%S+', function(stored)
    i = i + 1
    return ARGV[i] ~= '' and ARGV[i] or stored
  end, 3)
end
set[#set + 1] = 'm'
set[#set + 1] = '2 ' .. version .. ' ' .. fixed .. ' ' .. last .. ' ' .. rest
local deletions = tonumber(ARGV[10])
for i = 11 + deletions, #ARGV do
  set[#set + 1] = ARGV[i]
end
-- HSET first: it is what a full Redis refuses, and then nothing has been written yet.
-- In portions, since Lua can't unpack more than some thousand values.
for i = 1, #set, 1000 do
  redis.call('HSET', KEYS[1], unpack(set, i, math.min(i + 999, #set)))
end
for i = 11, 10 + deletions, 1000 do
  redis.call('HDEL', KEYS[1], unpack(ARGV, i, math.min(i + 999, 10 + deletions)))
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return tonumber(version)
