import {
  makeStyles,
  mergeClasses,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components';
import { CheckmarkRegular, DismissRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import type { NumberRow } from '../fit-numbers.ts';

const useStyles = makeStyles({
  table: { tableLayout: 'auto', fontSize: tokens.fontSizeBase200 },
  cell: {
    padding: `0 ${tokens.spacingHorizontalXXS}`,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  },
  number: { textAlign: 'end' },
  // The header's own flex box aligns text to the start.
  head: { '& > *': { justifyContent: 'flex-end' } },
  verdict: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXXS },
  met: { color: tokens.colorStatusSuccessForeground1 },
  broken: { color: tokens.colorStatusDangerForeground1 },
});

interface NumbersTableProps {
  readonly label: string;
  /** Headings of the two number columns. */
  readonly columns: readonly [string, string];
  readonly rows: readonly NumberRow[];
}

/** Numbers before and after, and what is allowed. */
export const NumbersTable: FunctionComponent<NumbersTableProps> = ({ label, columns, rows }) => {
  const classes = useStyles();
  const number = mergeClasses(classes.cell, classes.number);
  const hasLimits = rows.some(({ limit }) => limit);
  const heads = [...columns, ...(hasLimits ? ['Limit'] : [])];
  return (
    <Table size="extra-small" className={classes.table} aria-label={label}>
      <TableHeader>
        <TableRow>
          <TableHeaderCell className={classes.cell}>{label}</TableHeaderCell>
          {heads.map((head) => (
            <TableHeaderCell key={head} className={mergeClasses(classes.cell, classes.head)}>
              {head}
            </TableHeaderCell>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.label}>
            <TableCell className={classes.cell}>{row.label}</TableCell>
            <TableCell className={number}>{row.before}</TableCell>
            <TableCell className={number}>{row.after}</TableCell>
            {hasLimits && (
              <TableCell className={number}>
                {row.limit && (
                  <span
                    className={mergeClasses(classes.verdict, row.limit.isMet ? classes.met : classes.broken)}
                  >
                    {row.limit.text}
                    {row.limit.isMet ? (
                      <CheckmarkRegular aria-label="within the limit" />
                    ) : (
                      <DismissRegular aria-label="above the limit" />
                    )}
                  </span>
                )}
              </TableCell>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};
