import { AxisBottom, AxisLeft, type AxisScale, type SharedAxisProps } from '@visx/axis';

const axisLook = {
  stroke: 'var(--line-strong)',
  tickStroke: 'var(--line-strong)',
  tickLength: 4,
} as const;

const tickLabelLook = { fill: 'var(--ink-2)', fontSize: 11, fontFamily: 'inherit' } as const;

const axisLabelLook = {
  fill: 'var(--ink-2)',
  fontSize: 12,
  fontFamily: 'inherit',
  textAnchor: 'middle',
} as const;

/** The axis below a chart, as it looks in every chart. */
export const BottomAxis = <S extends AxisScale>(props: SharedAxisProps<S>) => (
  <AxisBottom
    {...axisLook}
    numTicks={6}
    tickLabelProps={{ ...tickLabelLook, textAnchor: 'middle' }}
    labelOffset={14}
    labelProps={axisLabelLook}
    {...props}
  />
);

/** The axis at the left of a chart. */
export const LeftAxis = <S extends AxisScale>(props: SharedAxisProps<S>) => (
  <AxisLeft
    {...axisLook}
    numTicks={5}
    tickLabelProps={{ ...tickLabelLook, textAnchor: 'end', dx: -3, dy: 3 }}
    labelProps={axisLabelLook}
    {...props}
  />
);
