import { useMantineColorScheme } from '@mantine/core';

/** The chosen look, and how to choose another: without Mantine's pause of transitions, a style that the page's policy forbids. */
export const useTheme = () => useMantineColorScheme({ keepTransitions: true });
