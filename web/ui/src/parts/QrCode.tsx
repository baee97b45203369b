import { InfoIcon } from './icons';
import styles from './QrCode.module.css';

/** What the API draws: a square of modules and one path of dark ones. Anything else is not shown. */
const picture =
  /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 (\d{2,3}) \1" shape-rendering="crispEdges"><rect width="\1" height="\1" fill="#fff"\/><path d="([MhvHz\d -]+)" fill="#000"\/><\/svg>$/;

type Props = {
  /** `qr_svg` of the API. */
  svg: string;
  /** What it is for, for those who do not see it. */
  label: string;
  /** It can be scanned no more. */
  isSpent?: boolean;
};

/** A QR code, dark on white in every theme: scanners want it so. */
export function QrCode({ svg, label, isSpent = false }: Props) {
  const [, size, path] = picture.exec(svg) ?? [];
  return (
    <div className={styles['frame']} data-spent={isSpent || undefined}>
      {size === undefined ? (
        <InfoIcon size={32} />
      ) : (
        <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={label}>
          <rect width={size} height={size} fill="#fff" />
          <path d={path} fill="#000" />
        </svg>
      )}
    </div>
  );
}
