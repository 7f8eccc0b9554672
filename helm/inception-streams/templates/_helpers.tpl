{{- define "inception.name" -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains .Chart.Name .Release.Name -}}
{{ .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" }}
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
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
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
{{ .key }}={{ $value | toString | replace "\\" "\\\\" }}
{{- end -}}
