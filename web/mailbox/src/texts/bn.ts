import type { TranslationOf } from '@gatehouse/ui';

import type { en } from './en';

export const bn: TranslationOf<typeof en> = {
  'mailbox.title': 'ধরে রাখা বার্তা',
  'mailbox.text': 'ডেভেলপমেন্টে মেইল ও মেসেজ পাঠানো হয় না, এখানে জমা হয়।',
  'mailbox.search': 'শুধু এই ঠিকানার',
  'mailbox.empty': 'এখনও কিছু পাঠানো হয়নি। পাতাটি প্রতি দুই সেকেন্ডে আবার দেখে।',
  'mailbox.failed': 'সার্ভার উত্তর দিচ্ছে না। পাতাটি চেষ্টা চালিয়ে যাচ্ছে।',
  'mailbox.email': 'ই-মেইল',
  'mailbox.sms': 'মেসেজ',
  'mailbox.copy': 'কোড কপি করুন',
  'mailbox.copied': 'কোড কপি হয়েছে',
};
