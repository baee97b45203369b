import { DesktopIcon, PhoneIcon } from '@gatehouse/ui';

export function DeviceIcon({ type }: { type: string | undefined }) {
  return type === 'mobile' || type === 'tablet' ? <PhoneIcon /> : <DesktopIcon />;
}
