import type { ReactNode } from 'react';

/** Drawn on a grid of 24; decoration only: what they mean stands beside them. */
function icon(content: ReactNode) {
  return function Icon({ size = 20 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {content}
      </svg>
    );
  };
}

export const HomeIcon = icon(<path d="M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-5v-6h-4v6H5a1 1 0 0 1-1-1z" />);
export const PersonIcon = icon(
  <>
    <circle cx="12" cy="8" r="4" />
    <path d="M4 20c1.2-3.4 4.2-5 8-5s6.8 1.6 8 5" />
  </>,
);
export const ShieldIcon = icon(<path d="M12 3 5 6v5c0 4.6 2.9 8.3 7 10 4.1-1.7 7-5.4 7-10V6zM9 12l2.2 2.2L15.2 10" />);
export const KeyIcon = icon(
  <>
    <circle cx="8" cy="15" r="4" />
    <path d="m11 12 8-8m-3 3 3 3" />
  </>,
);
export const DesktopIcon = icon(
  <>
    <rect x="3" y="5" width="18" height="11" rx="1.5" />
    <path d="M9 20h6m-3-4v4" />
  </>,
);
export const PhoneIcon = icon(
  <>
    <rect x="7" y="3" width="10" height="18" rx="2" />
    <path d="M11 18h2" />
  </>,
);
export const ClockIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </>,
);
export const SlidersIcon = icon(<path d="M4 7h9m4 0h3M4 17h3m4 0h9M15 4.5v5M9 14.5v5" />);
export const GlobeIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M3.5 12h17M12 3.5c5 5.5 5 11.5 0 17-5-5.5-5-11.5 0-17" />
  </>,
);
export const AlertIcon = icon(<path d="M12 4 2.5 20h19zM12 10v4.5m0 2.7v.1" />);
export const CheckIcon = icon(<path d="m5 12.5 4.5 4.5L19 7.5" />);
export const InfoIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 11v5.5M12 7.7v.1" />
  </>,
);
export const MailIcon = icon(
  <>
    <rect x="3" y="5" width="18" height="14" rx="2" />
    <path d="m4 7 8 6 8-6" />
  </>,
);
export const ArrowIcon = icon(<path d="m9 5 7 7-7 7" />);
export const CloseIcon = icon(<path d="M6 6l12 12M18 6 6 18" />);
export const ExitIcon = icon(<path d="M14 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h8m-3-8h10m-3.5-3.5L21 12l-3.5 3.5" />);
export const ThemeIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 3.5v17a8.5 8.5 0 0 0 0-17" fill="currentColor" />
  </>,
);
export const EyeIcon = icon(
  <>
    <path d="M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12" />
    <circle cx="12" cy="12" r="2.8" />
  </>,
);
export const EyeOffIcon = icon(<path d="M4 4l16 16M9.9 9.9a3 3 0 0 0 4.2 4.2M6.5 6.7C4.9 7.9 3.6 9.7 2.5 12c2.5 4.5 5.8 6.5 9.5 6.5 1.7 0 3.3-.4 4.7-1.3M10 5.7c.7-.1 1.3-.2 2-.2 3.7 0 7 2 9.5 6.5-.6 1.1-1.3 2.1-2.1 2.9" />);
export const CopyIcon = icon(
  <>
    <rect x="8.5" y="8.5" width="12" height="12" rx="2" />
    <path d="M15.5 5.5a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2" />
  </>,
);
export const DownloadIcon = icon(<path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M4.5 20h15" />);
export const PrintIcon = icon(<path d="M7 8V3.5h10V8M7 17H4.5V8.5h15V17H17M7 13.5h10v7H7z" />);
export const FingerprintIcon = icon(
  <path d="M5 8.5a8 8 0 0 1 13.5-1M4 13v-1.5m2.5 6.3c.3-1.4.5-3.4.5-5.8a5 5 0 0 1 10 0c0 1.6-.1 3.2-.3 4.5M19.5 10.5c.3 2.6.2 4.8-.2 6.5M12 12c0 3.5-.3 6.3-1 8.5M9.5 16.5c-.2 1.3-.5 2.4-.8 3.3M14.6 15.5c-.1 1.9-.4 3.6-.8 5" />,
);
export const SecurityKeyIcon = icon(
  <>
    <rect x="3" y="8" width="12" height="8" rx="2" />
    <path d="M15 9.5h6v5h-6" />
    <circle cx="8" cy="12" r="1.6" />
    <path d="M18 11.9v.2" />
  </>,
);
export const QrIcon = icon(
  <path d="M4 4h6v6H4zm10 0h6v6h-6zM4 14h6v6H4zm10 0h2.5v2.5H14zm3.5 3.5H20V20h-2.5zM14 20h.1M20 14h-.1M7 7h.1M17 7h.1M7 17h.1" />,
);
export const BellIcon = icon(<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5c1 .8 3 .8 4 0" />);
export const MessageIcon = icon(<path d="M4 5h16v11H10l-4.5 4v-4H4zM8 10.5h.1M12 10.5h.1M16 10.5h.1" />);
export const AppIcon = icon(
  <>
    <rect x="6.5" y="3" width="11" height="18" rx="2.2" />
    <path d="M9.5 9.5h.1M12 9.5h.1M14.5 9.5h.1M9.5 12.5h5M12 17.5h.1" />
  </>,
);
export const ListIcon = icon(
  <>
    <rect x="4.5" y="3.5" width="15" height="17" rx="2" />
    <path d="M8 8.5h2m2.5 0H16M8 12h2m2.5 0H16M8 15.5h2m2.5 0H16" />
  </>,
);

/** Of a way to prove who one is. */
export const methodIcons = {
  password: KeyIcon,
  passkey: FingerprintIcon,
  biometric: FingerprintIcon,
  hardware_key: SecurityKeyIcon,
  push: BellIcon,
  totp: AppIcon,
  qr: QrIcon,
  sms: MessageIcon,
  email: MailIcon,
  backup_code: ListIcon,
} as const;
