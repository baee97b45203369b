import { CardPage } from './CardPage';
import { Loading } from './Loading';

/** While nothing is known yet of what the page will be. */
export function LoadingPage() {
  return (
    <CardPage>
      <Loading />
    </CardPage>
  );
}
