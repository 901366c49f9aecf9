/** Moves a part through the rule, and takes it out. */
import { Button, ButtonGroup } from '@shopify/polaris';
import { ArrowDownIcon, ArrowUpIcon, DeleteIcon } from '@shopify/polaris-icons';
import { useTranslation } from 'react-i18next';
import { useBuilder } from './BuilderContext.ts';
import { controlId } from './useRuleDraft.ts';

interface Props {
  partKey: number;
  /** "Condition 2 of group 1". */
  name: string;
}

export function PartActions({ partKey, name }: Props) {
  const { t } = useTranslation();
  const { draft, dispatch } = useBuilder();
  const { parts } = draft.root;
  return (
    <div className="kesit-part-actions">
      <ButtonGroup gap="extraTight">
        <Button
          id={controlId.up(partKey)}
          variant="tertiary"
          icon={ArrowUpIcon}
          accessibilityLabel={t('builder.part.upLabel', { place: name })}
          disabled={parts[0]?.key === partKey}
          onClick={() => dispatch({ what: 'move', key: partKey, direction: 'up' })}
        />
        <Button
          id={controlId.down(partKey)}
          variant="tertiary"
          icon={ArrowDownIcon}
          accessibilityLabel={t('builder.part.downLabel', { place: name })}
          disabled={parts.at(-1)?.key === partKey}
          onClick={() => dispatch({ what: 'move', key: partKey, direction: 'down' })}
        />
        <Button
          id={controlId.remove(partKey)}
          variant="tertiary"
          icon={DeleteIcon}
          accessibilityLabel={t('builder.part.removeLabel', { place: name })}
          onClick={() => dispatch({ what: 'remove', key: partKey })}
        />
      </ButtonGroup>
    </div>
  );
}
