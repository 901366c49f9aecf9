/** What a list is called at the partner, and the way to call it otherwise. */
import { Button, TextField } from '@shopify/polaris';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDestinationChange } from './destinationChange.ts';

interface Props {
  destinationId: number;
  listName: string;
  partner: string;
}

export function ListName({ destinationId, listName, partner }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const { isBusy, problem, send } = useDestinationChange(destinationId, 'name');
  const name = typed ?? listName;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send({ listName: name }, t('lists.renamed', { partner }));
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextField
        label={t('lists.name')}
        helpText={t('lists.nameHelp', { partner })}
        value={name}
        onChange={setTyped}
        autoComplete="off"
        maxLength={120}
        {...(problem === null ? {} : { error: t(`lists.problems.${problem}`) })}
        connectedRight={
          <Button submit loading={isBusy}>
            {t('common.save')}
          </Button>
        }
      />
    </form>
  );
}
