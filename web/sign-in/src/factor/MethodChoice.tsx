import { CardPage, methodIcons, PageTitle } from '@gatehouse/ui';

import { useText } from '../texts';
import { WayList } from '../WayList';
import { type FactorChoice, hintOf } from './way';

type Props = { methods: readonly FactorChoice[]; onChoose: (method: string) => void };

export function MethodChoice({ methods, onChoose }: Props) {
  const t = useText();
  return (
    <CardPage>
      <PageTitle title={t('factor.choose.title')} />
      <WayList
        ways={methods.map((choice) => {
          const { method, is_preferred } = choice;
          const Icon = methodIcons[method];
          return {
            key: method,
            icon: <Icon />,
            title: t(`method.${method}`),
            text: hintOf(choice),
            mark: is_preferred ? t('factor.last-used') : undefined,
          };
        })}
        onChoose={onChoose}
      />
    </CardPage>
  );
}
