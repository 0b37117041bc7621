// One contender in a process of its own: the same routes and the same protocol on the standard streams as the Java ones.
// Arguments: the port, and the URI of Redis.
const express = require('express')
const session = require('express-session')
const { RedisStore } = require('connect-redis')
const { createClient } = require('redis')
const readline = require('node:readline')

const SECRET = 'only-for-the-benchmark-this-secret-is-public'
const [port, redis] = process.argv.slice(2)

function cart () {
  return [{ sku: 'book-1', quantity: 1 }, { sku: 'pen-22', quantity: 3 }]
}

function fill (session, user) {
  session.user_id = user
  session.email = `reader${user}@example.com`
  session.cart = cart()
  session.seen = 0
}

function answer (response, user, email, items, status = 200) {
  response.status(status).json({ user, email, items })
}

async function main () {
  const client = createClient({ url: redis })
  client.on('error', e => console.error(e.message))
  await client.connect()
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(session({
    name: 'sid',
    secret: SECRET,
    store: new RedisStore({ client, prefix: 'express:' }),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax' }
  }))
  app.post('/start', (request, response) => {
    fill(request.session, Number(request.query.user))
    const filling = Number(request.query.filling)
    for (let i = 0; filling > 0 && i < 10; i++) {
      request.session['note' + i] = 'n'.repeat(filling / 10)
    }
    response.json({})
  })
  app.get('/plain', (request, response) => answer(response, 0, '', 0))
  app.get('/read', ({ session }, response) => {
    if (session.user_id === undefined) {
      answer(response, 0, '', 0, 401)
    } else {
      answer(response, session.user_id, session.email, session.cart.length)
    }
  })
  app.post('/change', ({ session }, response) => {
    if (session.seen === undefined) {
      answer(response, 0, '', 0, 401)
    } else {
      session.seen++
      answer(response, session.seen, '', 0)
    }
  })
  app.post('/login', (request, response, next) => {
    const user = Number(request.query.user) || request.session.user_id
    request.session.regenerate(error => {
      if (error) {
        return next(error)
      }
      fill(request.session, user)
      answer(response, user, '', 0)
    })
  })
  app.listen(Number(port), '127.0.0.1', () => console.log('ready'))
  const questions = readline.createInterface({ input: process.stdin })
  questions.on('line', () => {
    const { user, system } = process.cpuUsage()
    console.log(`${(user + system) * 1000} 0`)
  })
  questions.on('close', () => process.exit(0))
}

main()
