// The list of pages that every test of how they look, sound and are operated goes through, and the gallery.
import { walkAccount, walkOthers } from './account-pages.mjs';
import { prepareStates, walkStates } from './sign-in-states.mjs';

/** What gatehouse needs to know: who may say that another device is in another network, and that whoever looks takes their time. */
export const settings = { GATEHOUSE_HTTP_TRUSTED_PROXIES: '127.0.0.0/8,::1/128', GATEHOUSE_MFA_APPROVAL_LIFETIME: '10m' };

/** Once for a server. */
export const prepare = prepareStates;

/** Each takes (page, gatehouse, tag, visit); visit(name) is called in each state. */
export const walks = { 'sign-in': walkStates, account: walkAccount, other: walkOthers };

/** What each walk brings about on purpose. */
export const refused = {
  'sign-in': [
    [401, /^\/v1\/sign-ins$/], [403, /^\/v1\/sign-ins$/], [404, /^\/nowhere$/], [410, /^\/v1\/sign-ins\/sia_[^/]*$/],
    [422, /^\/v1\/sign-ins\/[^/]*\/verify$/], [429, /^\/v1\/sign-ins\/[^/]*\/verify$/],
  ],
  account: [
    // Without a network.
    0,
    [401, /^\/v1\/me\/mfa\/backup-codes$/], [404, /^\/v1\/me\/approvals\/apr_/], [409, /^\/v1\/step-ups\/[^/]*\/verify$/],
    [410, /^\/v1\/me\/approvals\/scan$/], [422, /^\/v1\/me\/(mfa\/totp\/confirm|approvals\/[^/]*)$/], [503, /^\/v1\/me\/sessions$/],
  ],
  other: [],
};
