import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { useUser } from "@/lib/session";
import { Button } from "@/ui/Button";
import { AlertDialog } from "@/ui/Dialog";
import { Skeleton } from "@/ui/Skeleton";
import { ErrorState } from "@/ui/States";
import { showToast } from "@/ui/toast";
import { Ago } from "./Ago";
import { leaveToLink } from "./journey";
import { LinkDialog } from "./LinkDialog";
import { eventsQuery, identitiesQuery, providersQuery, type Identity, type Provider } from "./queries";
import { useProblem } from "./useProblem";

/** The accounts elsewhere by which one comes in here; nothing, where the operator takes nobody's word. */
export function LinkedAccounts() {
  const { t } = useTranslation("accounts");
  const providers = useQuery(providersQuery);
  const identities = useQuery(identitiesQuery);
  const { ask, dialog } = useUnlinking();
  const { start, busyWith, dialog: passwordDialog } = useLinking();
  const offered = providers.data?.items.filter(({ kind }) => kind === "oidc") ?? [];
  const linked = identities.data?.items ?? [];
  const open = offered.filter(({ id }) => linked.every(({ provider }) => provider !== id));
  if (identities.error && !identities.data)
    return (
      <Section>
        <ErrorState
          title={t("identities.failed")}
          retrying={identities.isFetching}
          onRetry={() => {
            void identities.refetch();
          }}
        />
      </Section>
    );
  if (providers.isSuccess && identities.isSuccess && offered.length + linked.length === 0) return null;
  return (
    <Section>
      <ul className="divide-y overflow-clip rounded-card border bg-card">
        {!identities.data && <Skeleton className="m-5 h-10" />}
        {linked.map((identity) => (
          <LinkedRow key={identity.id} identity={identity} onUnlink={ask} />
        ))}
        {identities.data &&
          open.map((provider) => (
            <OpenRow
              key={provider.id}
              provider={provider}
              busy={busyWith === provider.id}
              onLink={() => {
                start(provider);
              }}
            />
          ))}
      </ul>
      {dialog}
      {passwordDialog}
    </Section>
  );
}

function Section({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation("accounts");
  return (
    <section aria-labelledby="security-identities">
      <h2 id="security-identities" className="font-title text-xl">
        {t("identities.title")}
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-soft">{t("identities.text")}</p>
      {children}
    </section>
  );
}

function LinkedRow({ identity, onUnlink }: { identity: Identity; onUnlink: (identity: Identity) => void }) {
  const { t } = useTranslation("accounts");
  return (
    <li className="flex items-center gap-4 px-5 py-3.5">
      <Link2 aria-hidden className="size-5.5 shrink-0 text-soft" strokeWidth={1.75} />
      <div className="min-w-0 grow">
        <p className="font-strong">{identity.name}</p>
        <p className="text-sm wrap-anywhere text-soft">
          {identity.label !== null && <>{identity.label} · </>}
          <Ago at={identity.createdAt} />
        </p>
      </div>
      <Button
        size="sm"
        aria-label={t("identities.unlinkOne", { name: identity.name })}
        onClick={() => {
          onUnlink(identity);
        }}
      >
        {t("identities.unlink")}
      </Button>
    </li>
  );
}

type OpenRowProps = { provider: Provider; busy: boolean; onLink: () => void };

function OpenRow({ provider: { name }, busy, onLink }: OpenRowProps) {
  const { t } = useTranslation("accounts");
  return (
    <li className="flex items-center gap-4 px-5 py-3.5">
      <Link2 aria-hidden className="size-5.5 shrink-0 text-soft opacity-50" strokeWidth={1.75} />
      <div className="min-w-0 grow">
        <p className="font-strong">{name}</p>
        <p className="text-sm text-soft">{t("identities.notLinked")}</p>
      </div>
      <Button size="sm" loading={busy} aria-label={t("identities.linkOne", { name })} onClick={onLink}>
        {t("identities.link")}
      </Button>
    </li>
  );
}

/** Goes to a provider: at once, or after the password, for those who have one. */
function useLinking() {
  const user = useUser();
  const inWords = useProblem();
  const [asked, setAsked] = useState<Provider>();
  const [isOpen, setIsOpen] = useState(false);
  const { mutate, isPending, isSuccess, variables } = useMutation({
    mutationFn: (provider: Provider) => leaveToLink(provider.id, null, "/you/security"),
    onError: (error) => {
      showToast({ message: inWords(error), tone: "problem" });
    },
  });
  const start = (provider: Provider) => {
    if (user?.hasPassword !== true) mutate(provider);
    else {
      setAsked(provider);
      setIsOpen(true);
    }
  };
  const dialog = (
    <LinkDialog
      key={asked?.id}
      provider={asked}
      open={isOpen}
      onClose={() => {
        setIsOpen(false);
      }}
    />
  );
  return { start, busyWith: isPending || isSuccess ? variables.id : undefined, dialog };
}

/** Asks, and then takes a way in away. */
function useUnlinking() {
  const { t } = useTranslation("accounts");
  const queryClient = useQueryClient();
  const inWords = useProblem();
  const [asked, setAsked] = useState<Identity>();
  const [isOpen, setIsOpen] = useState(false);
  const close = () => {
    setIsOpen(false);
  };
  const { mutate, isPending } = useMutation({
    mutationFn: ({ id }: Identity) =>
      unwrap(api.DELETE("/api/auth/identities/{identity_id}", { params: { path: { identity_id: id } } })),
    onSuccess: (_data, { name }) => {
      showToast({ message: t("identities.unlinked", { name }), tone: "done" });
    },
    onError: (error) => {
      showToast({ message: inWords(error), tone: "problem" });
    },
    onSettled: async () => {
      close();
      await Promise.all(
        [identitiesQuery, eventsQuery].map(({ queryKey }) => queryClient.invalidateQueries({ queryKey })),
      );
    },
  });
  const name = asked?.name ?? "";
  const dialog = (
    <AlertDialog
      open={isOpen}
      onClose={close}
      title={t("identities.confirmTitle", { name })}
      description={t("identities.confirmText", { name })}
      confirmLabel={t("identities.unlink")}
      danger
      busy={isPending}
      onConfirm={() => {
        if (asked) mutate(asked);
      }}
    />
  );
  const ask = (identity: Identity) => {
    setAsked(identity);
    setIsOpen(true);
  };
  return { ask, dialog };
}
