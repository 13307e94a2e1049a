// The sources' own client libraries against a running `glimt dev`:
//
//   npm install --prefix /tmp/clients stripe standardwebhooks @shopify/shopify-api
//   NODE_PATH=/tmp/clients/node_modules node tests/clients/clients.mjs http://127.0.0.1:9300
//
// Ends with 1 if a client and a door do not understand each other.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';

const require = createRequire(`${process.env.NODE_PATH}/`);
const { Webhook } = require('standardwebhooks');
const Stripe = require('stripe').default ?? require('stripe');
require('@shopify/shopify-api/adapters/node');
const { shopifyApi, ApiVersion } = require('@shopify/shopify-api');

const origin = process.argv[2] ?? 'http://127.0.0.1:9300';
const { sources } = await (await fetch(`${origin}/dev.json`)).json();
const keyOf = (start) => sources.find(({ source }) => source.startsWith(start)).key;
const example = (name) => {
  const file = fileURLToPath(new URL(`../../events/${name}.json`, import.meta.url));
  return JSON.parse(readFileSync(file, 'utf8'));
};
let failed = 0;
const expect = (what, found, wanted) => {
  const same = wanted.includes(found);
  failed += same ? 0 : 1;
  console.log(`${same ? 'ok  ' : 'FAIL'} ${what}: ${found}`);
};
const post = async (door, headers, body) => {
  const answer = await fetch(origin + door, { method: 'POST', headers, body });
  return { status: answer.status, told: await answer.json() };
};

// Standard Webhooks
{
  const id = `msg_${randomUUID()}`;
  const body = JSON.stringify({
    specversion: '1.0', id, source: sources[0].source, type: 'order.delivered',
    data: { contact: { email: `${id}@example.no`, country: 'NO' }, order: { id } },
  });
  const webhook = new Webhook(sources[0].key);
  const at = new Date();
  const headers = {
    'content-type': 'application/cloudevents+json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': webhook.sign(id, at, body),
  };
  expect('standardwebhooks, signed', (await post('/v1/events', headers, body)).status, [202]);
  expect('standardwebhooks, again', (await post('/v1/events', headers, body)).status, [200]);
  expect('standardwebhooks, changed', (await post('/v1/events', headers, body.replace('NO', 'SE'))).status, [401]);
}

// Stripe
{
  const stripe = new Stripe('sk_test_of_nobody');
  const event = example('eventbridge-stripe-checkout-paid').detail;
  event.id = `evt_${randomUUID()}`;
  event.data.object.payment_intent = `pi_${randomUUID()}`;
  event.created = Math.floor(Date.now() / 1000);
  const payload = JSON.stringify(event);
  const signed = (secret, timestamp) => ({
    'content-type': 'application/json',
    'stripe-signature': stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }),
  });
  const secret = keyOf('stripe:');
  expect('stripe, signed', (await post('/v1/stripe', signed(secret), payload)).status, [202, 200]);
  const old = Math.floor(Date.now() / 1000) - 301;
  expect('stripe, 301 seconds old', (await post('/v1/stripe', signed(secret, old), payload)).status, [401]);
  expect('stripe, another secret', (await post('/v1/stripe', signed('whsec_another'), payload)).status, [401]);
}

// Shopify's library only verifies: it must find our examples as good as our door does.
{
  const shopify = shopifyApi({
    apiKey: 'of-nobody', apiSecretKey: keyOf('shopify:'), scopes: [], hostName: 'svar.nordlys.example',
    apiVersion: ApiVersion?.October25 ?? '2025-10', isEmbeddedApp: false,
  });
  for (const name of ['orders-fulfilled', 'parcel-delivered', 'refund', 'customers-redact']) {
    const { headers, body } = example(`apigateway-shopify-${name}`);
    const rawRequest = { method: 'POST', url: '/v1/shopify', headers };
    const rawResponse = { setHeader() {}, end() {} };
    const found = await shopify.webhooks.validate({ rawBody: body, rawRequest, rawResponse });
    expect(`@shopify/shopify-api, ${name}`, found.valid ? 'valid' : JSON.stringify(found), ['valid']);
    expect(`shopify, ${name}, at the door`, (await post('/v1/shopify', headers, body)).status, [200, 202]);
  }
}
process.exit(failed === 0 ? 0 : 1);
