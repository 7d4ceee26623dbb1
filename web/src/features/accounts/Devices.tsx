import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Laptop, Smartphone } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { AlertDialog } from "@/ui/Dialog";
import { Skeleton } from "@/ui/Skeleton";
import { ErrorState } from "@/ui/States";
import { showToast } from "@/ui/toast";
import { Ago } from "./Ago";
import { devicesQuery, eventsQuery, type Device } from "./queries";

export function Devices() {
  const { t } = useTranslation("accounts");
  const { data, error, isFetching, refetch } = useQuery(devicesQuery);
  const { ask, dialog } = useRevocation();
  if (error && !data)
    return (
      <ErrorState
        title={t("security.devicesFailed")}
        retrying={isFetching}
        onRetry={() => {
          void refetch();
        }}
      >
        {error.message}
      </ErrorState>
    );
  return (
    <>
      <ul className="divide-y overflow-clip rounded-card border bg-card">
        {data?.items.map((device) => <DeviceRow key={device.id} device={device} onSignOut={ask} />) ?? (
          <Skeleton className="m-5 h-10" />
        )}
      </ul>
      {dialog}
    </>
  );
}

const IS_PHONE = /iOS|iPhone|iPad|Android/;

function DeviceRow({ device, onSignOut }: { device: Device; onSignOut: (device: Device) => void }) {
  const { t } = useTranslation("accounts");
  const Icon = IS_PHONE.test(device.device) ? Smartphone : Laptop;
  return (
    <li className="flex items-center gap-4 px-5 py-3.5">
      <Icon aria-hidden className="size-5.5 shrink-0 text-soft" strokeWidth={1.75} />
      <div className="min-w-0 grow">
        <p className="font-strong">{device.device}</p>
        <p className="text-sm wrap-anywhere text-soft">
          {device.address} · <Ago at={device.lastSeenAt} />
        </p>
      </div>
      {device.isCurrent ? (
        <Chip tone="sage">{t("security.here")}</Chip>
      ) : (
        <Button
          size="sm"
          aria-label={t("security.signOutDevice", { device: device.device })}
          onClick={() => {
            onSignOut(device);
          }}
        >
          {t("security.signOut")}
        </Button>
      )}
    </li>
  );
}

/** Asks, and then signs a device out. */
function useRevocation() {
  const { t } = useTranslation("accounts");
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<Device>();
  const [isOpen, setIsOpen] = useState(false);
  const close = () => {
    setIsOpen(false);
  };
  const { mutate, isPending } = useMutation({
    mutationFn: ({ id }: Device) =>
      unwrap(api.DELETE("/api/auth/sessions/{session_id}", { params: { path: { session_id: id } } })),
    onSuccess: (_data, { device }) => {
      showToast({ message: t("security.revoked", { device }), tone: "done" });
    },
    onError: (error) => {
      showToast({ message: error.message, tone: "problem" });
    },
    onSettled: async () => {
      close();
      await Promise.all(
        [devicesQuery, eventsQuery].map(({ queryKey }) => queryClient.invalidateQueries({ queryKey })),
      );
    },
  });
  const dialog = (
    <AlertDialog
      open={isOpen}
      onClose={close}
      title={t("security.confirmTitle", { device: asked?.device ?? "" })}
      description={t("security.confirmText")}
      confirmLabel={t("security.signOut")}
      danger
      busy={isPending}
      onConfirm={() => {
        if (asked) mutate(asked);
      }}
    />
  );
  const ask = (device: Device) => {
    setAsked(device);
    setIsOpen(true);
  };
  return { ask, dialog };
}
