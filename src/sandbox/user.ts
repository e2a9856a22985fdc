/**
 * A user as it is kept and answered. Fields that an import brought and nobody knows are kept as they are.
 * `createdAt` in Unix ms. @see https://talkjs.com/docs/Reference/REST_API/Users/
 */
export interface SandboxUser {
  id: string;
  name: string;
  welcomeMessage?: string | null;
  photoUrl?: string | null;
  headerPhotoUrl?: string | null;
  role?: string | null;
  email?: string[] | null;
  phone?: string[] | null;
  custom?: Record<string, string> | null;
  availabilityText?: string | null;
  locale?: string | null;
  createdAt: number;
  pushTokens?: Record<string, true | null> | null;
  [field: string]: unknown;
}
