import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

/** How many decibels below full scale count as silence. */
const FLOOR = 60;

/** How loud one is at this moment. It moves without React, sixty times a second. */
export function LevelMeter({ stream }: { stream: MediaStream }) {
  const { t } = useTranslation("calls");
  const meter = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (typeof AudioContext === "undefined") return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let frame = 0;
    const show = () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      const level = Math.max(0, 1 + (10 * Math.log10(power || Number.MIN_VALUE)) / FLOOR);
      if (bar.current !== null) bar.current.style.transform = `scaleX(${level})`;
      meter.current?.setAttribute("aria-valuenow", String(Math.round(level * 10) * 10));
      frame = requestAnimationFrame(show);
    };
    show();
    return () => {
      cancelAnimationFrame(frame);
      void context.close();
    };
  }, [stream]);
  return (
    <div>
      <div
        ref={meter}
        role="meter"
        aria-label={t("devices.level")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={0}
        className="h-2 overflow-clip rounded-full bg-line"
      >
        <div ref={bar} className="size-full origin-left scale-x-0 rounded-full bg-sage rtl:origin-right" />
      </div>
      <p className="mt-1.5 text-sm text-soft">{t("devices.speak")}</p>
    </div>
  );
}
