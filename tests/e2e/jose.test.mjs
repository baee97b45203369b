// Tokens and keys against npm's jose, both ways, for every algorithm.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import * as jose from 'jose';

const peerProgram = join(dirname(process.env.GATEHOUSE_BIN), 'jose_peer');
const algorithms = ['ES256', 'EdDSA', 'RS256', 'PS256'];
const issuer = 'https://id.example';
const audience = 'https://api.example';
const now = Math.floor(Date.now() / 1000);
const claims = {
  iss: issuer, aud: audience, sub: 'acct_1', iat: now, exp: now + 900,
  name: 'ঢাকা "quoted" \u0000', amr: ['pwd', 'otp'],
};

const peer = (...words) => JSON.parse(execFileSync(peerProgram, words, { encoding: 'utf8' }));
const peerVerifies = (algorithm, jwk, token, at = now) =>
  peer('verify', algorithm, JSON.stringify(jwk), token, String(at), issuer, audience);
const sign = (key, header, body = claims) =>
  new jose.SignJWT(body).setProtectedHeader({ typ: 'at+jwt', kid: 'k', ...header }).sign(key);

for (const alg of algorithms) {
  test(`${alg}: jose accepts our key, thumbprint and token`, async () => {
    const made = peer('make', alg, JSON.stringify(claims));
    const key = await jose.importJWK(made.public, alg);
    const { payload, protectedHeader } = await jose.jwtVerify(made.token, key, {
      issuer, audience, typ: 'at+jwt', algorithms: [alg], requiredClaims: ['sub', 'exp', 'iat'],
    });
    assert.deepEqual(payload, claims);
    assert.deepEqual(protectedHeader, { alg, typ: 'at+jwt', kid: made.thumbprint });
    assert.equal(await jose.calculateJwkThumbprint(made.public), made.thumbprint);
    assert.equal(made.public.kid, made.thumbprint);

    const keySet = jose.createLocalJWKSet({ keys: [made.public] });
    assert.deepEqual((await jose.jwtVerify(made.token, keySet)).payload, claims);
  });

  test(`${alg}: jose signs with our private key, we accept it`, async () => {
    const made = peer('make', alg, JSON.stringify(claims));
    const key = await jose.importJWK(made.private, alg);
    assert.deepEqual(peerVerifies(alg, made.public, await sign(key, { alg })).claims, claims);
  });

  test(`${alg}: we accept and use jose's key`, async () => {
    const pair = await jose.generateKeyPair(alg, { crv: 'Ed25519', extractable: true });
    const publicJwk = await jose.exportJWK(pair.publicKey);
    const privateJwk = await jose.exportJWK(pair.privateKey);
    const token = await sign(pair.privateKey, { alg });
    assert.deepEqual(peerVerifies(alg, publicJwk, token).claims, claims);

    const signed = peer('sign', alg, JSON.stringify(privateJwk), JSON.stringify(claims));
    assert.deepEqual((await jose.jwtVerify(signed.token, pair.publicKey)).payload, claims);
    assert.equal(await jose.calculateJwkThumbprint(publicJwk), signed.thumbprint);
  });

  test(`${alg}: both refuse the same tokens`, async () => {
    const pair = await jose.generateKeyPair(alg, { crv: 'Ed25519', extractable: true });
    const jwk = await jose.exportJWK(pair.publicKey);
    const good = await sign(pair.privateKey, { alg });
    const [header, payload, signature] = good.split('.');
    const encode = (value) => jose.base64url.encode(JSON.stringify(value));
    const none = encode({ alg: 'none', typ: 'at+jwt', kid: 'k' });
    const macKey = new TextEncoder().encode(JSON.stringify(jwk));
    const refused = [
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${encode({ ...claims, sub: 'acct_2' })}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -2)}`,
      await sign(macKey, { alg: 'HS256' }),
      await sign(pair.privateKey, { alg }, { ...claims, exp: now - 60 }),
      await sign(pair.privateKey, { alg }, { ...claims, nbf: now + 60 }),
      await sign(pair.privateKey, { alg }, { ...claims, iss: 'https://evil.example' }),
      await sign(pair.privateKey, { alg }, { ...claims, aud: 'https://evil.example' }),
      await sign(pair.privateKey, { alg, typ: 'JWT' }),
    ];
    for (const token of refused) {
      await assert.rejects(jose.jwtVerify(token, pair.publicKey, { issuer, audience, typ: 'at+jwt' }), token);
      assert.equal(typeof peerVerifies(alg, jwk, token).error, 'number', token);
    }
  });
}
