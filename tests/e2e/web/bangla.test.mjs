// Every page in every state in Bangla: nothing is cut off, nothing is left in another language, numbers have Bangla digits.
import { data, testLanguage, without } from './texts.mjs';

/** What of a text is not Bangla. */
function foreign(text) {
  return without(text, [
    ...data,
    /\b(?:QR|API|OpenAPI)\b/g, // what people call them in Bangla too
    /\bAegis\b|\b(?:Google|Microsoft) Authenticator\b/g, // apps
  ]).replace(/[^A-Za-z0-9]/g, '');
}

testLanguage('bn-BD', foreign);
