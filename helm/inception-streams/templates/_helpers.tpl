{{- define "inception.name" -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains (default .Chart.Name .Values.nameOverride) .Release.Name -}}
{{ .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name (default .Chart.Name .Values.nameOverride) | trunc 52 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{- define "inception.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "inception.labels" -}}
{{ include "inception.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "inception.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "inception.name" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end -}}

{{/* Names, or Kubernetes' own form with a field name. */}}
{{- define "inception.pullSecrets" -}}
{{- range . }}
- name: {{ ternary . (get (ternary dict . (kindIs "string" .)) "name") (kindIs "string" .) }}
{{- end }}
{{- end -}}

{{/*
The consumer group. A release keeps the one that it has: another one would read the topic from its beginning. lookup finds
nothing for helm template and on a dry run.
*/}}
{{- define "inception.applicationId" -}}
{{- if .Values.applicationId -}}
{{ .Values.applicationId }}
{{- else -}}
{{ default (printf "%s-%s" .Release.Namespace .Release.Name) (include "inception.liveApplicationId" .) }}
{{- end -}}
{{- end -}}

{{- define "inception.liveApplicationId" -}}
{{- if .Release.IsUpgrade -}}
{{- $live := lookup "v1" "ConfigMap" .Release.Namespace (include "inception.name" .) -}}
{{- if $live -}}
{{- regexFind `(?m)^application\.id=.*$` (index $live.data "application.properties") | trimPrefix "application.id=" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "inception.image" -}}
{{- if .Values.image.digest -}}
{{ printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else -}}
{{ printf "%s:%s%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) (ternary "-gpu" "" .Values.gpu.enabled) }}
{{- end -}}
{{- end -}}

{{/* All that Pod Security "restricted" asks of a container, and a read-only root file system. */}}
{{- define "inception.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "inception.podSecurity" -}}
runAsNonRoot: true
{{- range $key := list "runAsUser" "runAsGroup" "fsGroup" }}
{{- $id := get $.Values.podSecurityContext $key }}
{{- /* get answers "" where null has removed the key. */}}
{{- if not (or (kindIs "invalid" $id) (kindIs "string" $id)) }}
{{ $key }}: {{ $id | int64 }}
{{- if eq $key "fsGroup" }}
fsGroupChangePolicy: OnRootMismatch
{{- end }}
{{- end }}
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* A model that is fetched when a pod starts has model.fetch-timeout for that, which the probe must wait for. */}}
{{- define "inception.startupSeconds" -}}
{{- $fetch := 0 -}}
{{- if hasPrefix "https://" .Values.model.path -}}
{{- $timeout := get .Values.settings "model.fetch-timeout" | default "10m" | toString -}}
{{- $number := regexFind "^[0-9]+" $timeout | int -}}
{{- $unit := regexFind "[a-z]+$" $timeout -}}
{{- $fetch = mul $number (get (dict "h" 3600 "m" 60 "s" 1) $unit | default 1) -}}
{{- end -}}
{{ add .Values.probes.startupSeconds $fetch }}
{{- end -}}

{{- define "inception.usesSasl" -}}
{{- if hasPrefix "SASL_" .Values.kafka.security.protocol }}true{{ end -}}
{{- end -}}

{{- define "inception.usesTls" -}}
{{- if has .Values.kafka.security.protocol (list "SSL" "SASL_SSL") }}true{{ end -}}
{{- end -}}

{{/* The secret with the SASL credentials: Strimzi's user operator makes one that is named after the user. */}}
{{- define "inception.saslSecret" -}}
{{- $sasl := .Values.kafka.security.sasl -}}
{{- if $sasl.secret -}}
{{ $sasl.secret }}
{{- else if and .Values.strimzi.user.enabled (eq $sasl.mechanism "SCRAM-SHA-512") -}}
{{ include "inception.name" . }}
{{- end -}}
{{- end -}}

{{- define "inception.saslJaasKey" -}}
{{- $sasl := .Values.kafka.security.sasl -}}
{{- if $sasl.jaasKey -}}
{{ $sasl.jaasKey }}
{{- else if and .Values.strimzi.user.enabled (not $sasl.secret) -}}
sasl.jaas.config
{{- end -}}
{{- end -}}

{{/* Where the model is in the container; empty for the image's own default. */}}
{{- define "inception.modelPath" -}}
{{- if eq .Values.model.from "application" -}}
{{ .Values.model.path }}
{{- else if eq .Values.model.from "claim" -}}
{{ clean (printf "/models/%s" .Values.model.path) }}
{{- else if eq .Values.model.image.method "volume" -}}
{{ clean (printf "/models/%s" .Values.model.path) }}
{{- else -}}
/models/model
{{- end -}}
{{- end -}}

{{/* One line of a .properties file. Helm reads every number as a float: 52428800 would become 5.24288e+07. */}}
{{- define "inception.property" -}}
{{- $value := .value -}}
{{- if and (kindIs "float64" $value) (eq $value (floor $value)) -}}
{{- $value = int64 $value -}}
{{- end -}}
{{ .key | replace ":" "\\:" }}={{ $value | toString | replace "\\" "\\\\" | trimSuffix "\n" | replace "\n" "\\n" }}
{{- end -}}

{{/* The names by which the management port may be asked: the service's, its pods', and those of management.hosts. */}}
{{- define "inception.hosts" -}}
{{- $name := include "inception.name" . -}}
{{- $space := printf "%s.%s" $name .Release.Namespace -}}
{{- $hosts := list -}}
{{- range list $name $space (printf "%s.svc" $space) (printf "%s.svc.cluster.local" $space) -}}
{{- $hosts = concat $hosts (list . (printf "*.%s" .)) -}}
{{- end -}}
{{- join "," (concat $hosts .Values.management.hosts) -}}
{{- end -}}
