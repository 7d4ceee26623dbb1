import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Divider } from "@/ui/Divider";
import { leaveToLink, leaveToSignIn } from "./journey";
import { providersQuery } from "./queries";
import { useProblem } from "./useProblem";

type Props = {
  /** Where they want to arrive, if it is not home. */
  to?: string | undefined;
  /** A guest, for whom it becomes the way back. */
  guest?: boolean;
};

/** The ways in on somebody else's word, where the operator has set some up. */
export function ProviderButtons({ to, guest = false }: Props) {
  const { t } = useTranslation("accounts");
  const { data } = useQuery(providersQuery);
  const inWords = useProblem();
  const leaving = useMutation({
    mutationFn: (id: string) => (guest ? leaveToLink(id, null, "/you") : leaveToSignIn(id, to)),
  });
  const providers = data?.items.filter(({ kind }) => kind === "oidc") ?? [];
  if (providers.length === 0) return null;
  // It stays busy until the page is gone.
  const busyWith = leaving.isPending || leaving.isSuccess ? leaving.variables : undefined;
  return (
    <div className="flex flex-col gap-3">
      <Divider label={t("providers.or")} />
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          size="lg"
          wide
          loading={busyWith === id}
          disabled={busyWith !== undefined && busyWith !== id}
          onClick={() => {
            leaving.mutate(id);
          }}
        >
          {t("providers.continue", { name })}
        </Button>
      ))}
      {leaving.error && (
        <p role="alert" className="text-sm text-danger">
          {inWords(leaving.error)}
        </p>
      )}
    </div>
  );
}
