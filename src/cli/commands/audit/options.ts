/** For an option that can be given more than once. */
export const each = (value: string, before: string[] = []): string[] => [...before, value];
