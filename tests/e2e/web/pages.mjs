// The list of pages that every test of how they look, sound and are operated goes through, and the gallery.
import { walkAccount, walkOthers } from './account-pages.mjs';
import { prepareStates, walkStates } from './sign-in-states.mjs';

/** What gatehouse needs to know: who may say that another device is in another network. */
export const settings = { GATEHOUSE_HTTP_TRUSTED_PROXIES: '127.0.0.0/8,::1/128' };

/** Once for a server. */
export const prepare = prepareStates;

/** Each takes (page, gatehouse, tag, visit); visit(name) is called in each state. */
export const walks = { 'sign-in': walkStates, account: walkAccount, other: walkOthers };

/** The statuses that the walks bring about on purpose. */
export const refused = [0, 401, 403, 404, 409, 410, 422, 429, 503];
