import type { TranslationOf } from '@gatehouse/ui';

import type { en } from './en';

export const bn: TranslationOf<typeof en> = {
  'docs.title': 'API নির্দেশিকা',
  'docs.text': 'এই সেবার প্রতিটি অপারেশন, সেবাটি নিজেই যেভাবে বর্ণনা করে।',
  'docs.document': 'OpenAPI নথি',
  'docs.search': 'অপারেশন, পাথ বা ত্রুটি খুঁজুন',
  'docs.failed': 'API-এর বর্ণনা আনা যায়নি। আবার চেষ্টা করতে পাতাটি রিলোড করুন।',
  'docs.none': 'কোনো অপারেশন মেলেনি।',
  'docs.parameters': 'প্যারামিটার',
  'docs.body': 'অনুরোধের বডি',
  'docs.answers': 'উত্তর',
  'docs.example': 'উদাহরণ',
  'docs.required': 'আবশ্যক',
  'docs.public': 'সাইন-ইন লাগে না',
  'docs.signedIn': 'সাইন-ইন লাগে',
  'docs.name': 'নাম',
  'docs.form': 'ধরন',
};
