// The W3C's WebAuthn vectors, whole and damaged, before npm's @simplewebauthn/server and before our verifier.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import {
  SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse,
} from '@simplewebauthn/server';

const peerProgram = join(dirname(process.env.GATEHOUSE_BIN), 'webauthn_peer');
const file = JSON.parse(readFileSync(new URL('../data/webauthn/w3c-level3-vectors.json', import.meta.url)));
const bytes = (hex) => Buffer.from(hex, 'hex');
const base64url = (buffer) => Buffer.from(buffer).toString('base64url');
const root = bytes(file.attestation_ca_cert);
for (const identifier of ['packed', 'fido-u2f', 'tpm', 'android-key', 'apple']) {
  const certificates = [`-----BEGIN CERTIFICATE-----\n${root.toString('base64')}\n-----END CERTIFICATE-----\n`];
  SettingsService.setRootCertificates({ identifier, certificates });
}

// What the other verifier cannot judge, and what it says instead. The C++ tests alone vouch for these.
const notJudged = {
  // Refuses every maker that is not on its list; the vector's is no real one.
  'tpm-es256': { registration: /TPM manufacturer "id:00000000"/ },
  // Demands a zero AAGUID of U2F; the vector has another, which our verifier does not believe.
  'fido-u2f-es256': { registration: /AAGUID .* was not expected value/ },
  // Reads integers of P-521 wrong that have fewer bytes than the curve.
  'packed-es512': { assertion: /not verified/ },
  // Does not know Ed448.
  'packed-ed448': { assertion: /invalid alg -53/ },
};

// Where our verifier looks and the other does not: it reads JSON, CBOR and DER by looser rules than their own, compares
// the response's id with no attested one, takes points off the curve, knows no top origin, and of certificates in a
// chain only those that it needs.
const stricter = new Set([
  'client_data_malformed', 'top_origin_mismatch', 'credential_id_mismatch', 'public_key_malformed',
  'authenticator_data_malformed', 'attestation_object_malformed', 'attestation_statement_malformed',
  'attestation_algorithm_mismatch', 'attestation_key_mismatch', 'attestation_signature_invalid',
  'attestation_untrusted', 'signature_invalid',
]);

const vectors = file.vectors.map(({ name, registration, authentication }) => ({
  name,
  id: bytes(registration.credential_id),
  creation: bytes(registration.challenge),
  request: bytes(authentication.challenge),
  registration: {
    clientDataJSON: bytes(registration.clientDataJSON),
    attestationObject: bytes(registration.attestationObject),
  },
  assertion: {
    clientDataJSON: bytes(authentication.clientDataJSON),
    authenticatorData: bytes(authentication.authenticatorData),
    signature: bytes(authentication.signature),
  },
}));

const party = { id: file.rp_id, origins: [file.origin], top_origins: [file.top_origin], roots: [base64url(root)] };
const now = Math.floor(Date.now() / 1000);

// A ceremony as browsers tell it. `credential` (what our verifier says is to be stored) makes it an assertion.
function ceremony(vector, parts, credential) {
  const id = base64url(vector.id);
  const response = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, base64url(value)]));
  return {
    challenge: base64url(credential ? vector.request : vector.creation),
    response: { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} },
    ...(credential && { credential }),
  };
}

const ours = (cases, of = party) => JSON.parse(execFileSync(peerProgram, {
  input: JSON.stringify({ party: of, now, cases }), encoding: 'utf8', maxBuffer: 1 << 26,
}));

// {error} or {info}.
async function theirs(one, of = party) {
  const options = {
    response: one.response,
    expectedChallenge: one.challenge,
    expectedOrigin: of.origins,
    expectedRPID: of.id,
    requireUserVerification: false,
  };
  try {
    const result = one.credential
      ? await verifyAuthenticationResponse({
        ...options,
        authenticator: {
          credentialID: Buffer.from(one.credential.id, 'base64url'),
          credentialPublicKey: new Uint8Array(Buffer.from(one.credential.public_key, 'base64url')),
          counter: one.credential.sign_count,
        },
      })
      : await verifyRegistrationResponse({
        ...options, supportedAlgorithmIDs: [-7, -8, -35, -36, -53, -257],
      });
    return result.verified ? { info: result.registrationInfo ?? result.authenticationInfo } : { error: 'not verified' };
  } catch (error) {
    return { error: error.message };
  }
}

// Copies of `parts` with every eleventh bit turned over, one at a time: most bytes, and each place in a byte.
function* damaged(parts) {
  for (const [name, value] of Object.entries(parts)) {
    for (let bit = 0; bit < value.length * 8; bit += 11) {
      const copy = Buffer.from(value);
      copy[bit >> 3] ^= 1 << (bit & 7);
      yield { place: `${name} bit ${bit}`, parts: { ...parts, [name]: copy } };
    }
  }
}

// What we accept, the other accepts too; and what only we refuse, we refuse for a reason that the other does not know.
async function compare(vector, parts, make) {
  const cases = [...damaged(parts)];
  const verdicts = ours(cases.map((one) => make(one.parts)));
  let onlyOurs = 0;
  for (const [i, one] of cases.entries()) {
    const { error } = await theirs(make(one.parts));
    const verdict = verdicts[i].error;
    const excuse = notJudged[vector.name]?.registration;
    if (!verdict && error) assert.match(error, excuse ?? /^$/, `${one.place}: only we accept it`);
    if (!verdict || error) continue;
    assert.ok(stricter.has(verdict), `${one.place}: only we refuse it: ${verdict}`);
    ++onlyOurs;
  }
  return { verdicts, onlyOurs };
}

test('every vector is there', () => assert.equal(vectors.length, 15));

for (const vector of vectors) {
  const stored = () => ours([ceremony(vector, vector.registration)])[0];

  test(`${vector.name}: both accept the registration and read the same in it`, async () => {
    const verdict = stored();
    assert.equal(verdict.error, undefined);
    const { error, info } = await theirs(ceremony(vector, vector.registration));
    const excuse = notJudged[vector.name]?.registration;
    if (excuse) return assert.match(error, excuse);
    assert.equal(error, undefined);
    assert.deepEqual({
      format: info.fmt,
      id: base64url(info.credentialID),
      public_key: base64url(info.credentialPublicKey),
      aaguid: info.aaguid,
      sign_count: info.counter,
      user_verified: info.userVerified,
      backup_eligible: info.credentialDeviceType === 'multiDevice',
      backup_state: info.credentialBackedUp,
    }, (({ is_anchored, ...rest }) => rest)(verdict));
    assert.equal(verdict.is_anchored, !/^none|self/.test(vector.name));
  });

  test(`${vector.name}: both accept the assertion and read the same in it`, async () => {
    const one = ceremony(vector, vector.assertion, stored());
    const [verdict] = ours([one]);
    assert.equal(verdict.error, undefined);
    const { error, info } = await theirs(one);
    const excuse = notJudged[vector.name]?.assertion;
    if (excuse) return assert.match(error, excuse);
    assert.equal(error, undefined);
    assert.deepEqual({
      sign_count: info.newCounter,
      user_verified: info.userVerified,
      backup_eligible: info.credentialDeviceType === 'multiDevice',
      backup_state: info.credentialBackedUp,
    }, verdict);
  });

  test(`${vector.name}: damaged assertions are refused`, async () => {
    const credential = stored();
    const { verdicts, onlyOurs } = await compare(
      vector, vector.assertion, (parts) => ceremony(vector, parts, credential));
    assert.ok(verdicts.every(({ error }) => error));
    // The tag around an ECDSA signature, which nobody signs.
    assert.ok(onlyOurs <= 1);
  });

  test(`${vector.name}: of damaged registrations we accept none that the other refuses`, async () => {
    await compare(vector, vector.registration, (parts) => ceremony(vector, parts));
  });

  test(`${vector.name}: both refuse the answer to another question and of another site`, async () => {
    const credential = stored();
    const elsewhere = [{ ...party, id: 'example.com' }, { ...party, origins: ['https://evil.example'] }];
    for (const one of [ceremony(vector, vector.registration), ceremony(vector, vector.assertion, credential)]) {
      const swapped = { ...one, challenge: base64url(bytes('00'.repeat(32))) };
      assert.equal(ours([swapped])[0].error, 'challenge_mismatch');
      assert.match((await theirs(swapped)).error, /challenge/);
      for (const other of elsewhere) {
        assert.match(ours([one], other)[0].error, /^(rp_id|origin)_mismatch$/);
        assert.ok((await theirs(one, other)).error);
      }
    }
  });
}
