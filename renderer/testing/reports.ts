export * from '../../engine/report/testing/reports.ts';
