// What the pages use of the library, and nothing else of it: loaded when the first of these is needed.
export { startAuthentication, startRegistration, WebAuthnAbortService } from '@simplewebauthn/browser';
