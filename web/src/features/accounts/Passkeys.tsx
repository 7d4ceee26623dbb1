import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Fingerprint, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { userChanged } from "@/lib/session";
import { Button } from "@/ui/Button";
import { AlertDialog } from "@/ui/Dialog";
import { Skeleton } from "@/ui/Skeleton";
import { ErrorState } from "@/ui/States";
import { showToast } from "@/ui/toast";
import { PasskeyRow } from "./PasskeyRow";
import { addPasskey, passkeysWork } from "./passkeys";
import { devicesQuery, passkeysQuery, type Passkey } from "./queries";
import { useAction } from "./useAction";

export function Passkeys() {
  const { t } = useTranslation("accounts");
  const queryClient = useQueryClient();
  const { data, error, isFetching, refetch } = useQuery(passkeysQuery);
  const { data: devices } = useQuery(devicesQuery);
  const { act, busy, dialog } = useAction();
  const [going, setGoing] = useState<Passkey | null>(null);
  const again = () => queryClient.invalidateQueries({ queryKey: passkeysQuery.queryKey });
  const add = async () => {
    // A passkey is called after the device that it was made on, until somebody finds a better name.
    const name = devices?.items.find(({ isCurrent }) => isCurrent)?.device ?? t("passkeys.unnamed");
    const { user } = await addPasskey(name.slice(0, 50));
    userChanged(user);
    await again();
    showToast({ message: t("passkeys.added"), tone: "done" });
  };
  const remove = async ({ id, name }: Passkey) => {
    const path = { passkey_id: id };
    const { user } = await unwrap(api.DELETE("/api/auth/passkeys/{passkey_id}", { params: { path } }));
    userChanged(user);
    await again();
    showToast({ message: t("passkeys.removed", { name }), tone: "done" });
  };
  if (error && !data)
    return (
      <ErrorState
        title={t("passkeys.failed")}
        retrying={isFetching}
        onRetry={() => {
          void refetch();
        }}
      >
        {error.message}
      </ErrorState>
    );
  return (
    <div className="flex flex-col gap-4">
      <ul className="divide-y overflow-clip rounded-card border bg-card">
        {data === undefined && (
          <li>
            <Skeleton className="m-5 h-10" />
          </li>
        )}
        {data?.items.length === 0 && (
          <li className="flex items-center gap-4 px-5 py-4">
            <Fingerprint aria-hidden className="size-5.5 shrink-0 text-soft" strokeWidth={1.75} />
            <p>{t("passkeys.none")}</p>
          </li>
        )}
        {data?.items.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} onRenamed={again} onRemove={setGoing} />
        ))}
      </ul>
      {passkeysWork ? (
        <div>
          <Button
            icon={Plus}
            loading={busy}
            onClick={() => {
              act(add);
            }}
          >
            {t("passkeys.add")}
          </Button>
        </div>
      ) : (
        <p className="text-sm text-soft">{t("passkeys.elsewhere")}</p>
      )}
      <AlertDialog
        open={going !== null}
        onClose={() => {
          setGoing(null);
        }}
        title={t("passkeys.removeTitle", { name: going?.name ?? "" })}
        description={t("passkeys.removeText")}
        confirmLabel={t("passkeys.remove")}
        danger
        onConfirm={() => {
          setGoing(null);
          if (going !== null) act(() => remove(going));
        }}
      />
      {dialog}
    </div>
  );
}
