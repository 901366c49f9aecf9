/** Chooses what a condition is about: typed in part, or picked from the groups. */
import { Autocomplete, Box, Text } from '@shopify/polaris';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { foundSubjects, type SubjectGroup } from './subjectTexts.ts';
import type { SubjectId } from './subjects.ts';

interface Props {
  id: string;
  label: ReactNode;
  groups: readonly SubjectGroup[];
  chosen: SubjectId;
  /** What is chosen, in words; empty where nothing is. */
  chosenText: string;
  help: string | undefined;
  error: string | undefined;
  onChoose: (id: SubjectId) => void;
}

export function SubjectPicker({ id, label, groups, chosen, chosenText, help, error, onChoose }: Props) {
  const { t } = useTranslation();
  const [search, setSearch] = useState<string | null>(null);
  const found = useMemo(() => foundSubjects(groups, search ?? ''), [groups, search]);
  return (
    <Autocomplete
      options={found}
      selected={[chosen]}
      onSelect={([picked]) => {
        setSearch(null);
        if (picked !== undefined) onChoose(picked);
      }}
      emptyState={
        <Box padding="300">
          <Text as="span" tone="subdued">
            {t('builder.subject.nothingFound')}
          </Text>
        </Box>
      }
      textField={
        <Autocomplete.TextField
          id={id}
          label={label}
          labelHidden
          value={search ?? chosenText}
          placeholder={t('builder.subject.placeholder')}
          autoComplete="off"
          selectTextOnFocus
          onChange={setSearch}
          onBlur={() => setSearch(null)}
          {...(help === undefined ? {} : { helpText: help })}
          {...(error === undefined ? {} : { error })}
        />
      }
    />
  );
}
